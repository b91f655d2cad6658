"""Tables, stores, photos, migrations."""
