"""The entrance from LINE: what the platform tells us, chats with the city, sign-in. It owns no tables."""
