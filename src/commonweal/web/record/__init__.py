"""The record: files of a workspace, documents, and the chain of everything that happened to them."""
