"""What the product is: tables, rules, queries and actions; no chat, no waiting, no clock."""
