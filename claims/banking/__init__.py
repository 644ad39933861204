"""The two files between a regency and its bank: the order that leaves and the answer that comes."""
