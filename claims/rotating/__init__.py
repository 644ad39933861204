"""Keys take each other's place: of sealed values while people work, of blind indexes in one
transaction while nobody does."""
