"""LINE Login, LIFF and account linking: who somebody is, told to a city by signed tokens."""
