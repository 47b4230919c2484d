"""Private attachments: stored under the hash of their content, swept when no row names them."""
