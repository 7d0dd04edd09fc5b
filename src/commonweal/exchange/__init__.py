"""
Other people's files: which records of ours do they hold, and what is wrong with them?

Bytes and a name come in; supports with their places, or every fault of the file, go out. One file a standard;
`files` tells them apart. A file is taken whole or not at all.
"""
