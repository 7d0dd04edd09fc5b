"""What is found: findings, amounts and powers, with the inputs that they rest on."""
