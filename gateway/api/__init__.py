"""/api/v1: a table of routes, and what turns a request into one message and an answer into JSON.

routes/    the table, one module per area: method, path, message, who may ask, what is said of it
route      what a row is               read      request -> message
handler    one row -> one Flask view   openapi   the table as an OpenAPI 3.1 description, and its readable page
"""
