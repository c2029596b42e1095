"""What may happen to people, enquiries and applications, and what is then true. Pure: values in, events out."""
