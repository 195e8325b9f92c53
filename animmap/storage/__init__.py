"""Tables, migrations, transactions and the journal. The only place that speaks SQL."""
