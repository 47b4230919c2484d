"""What may be sent, as tables: messages, actions, Flex, rich menus. Every limit stands in one line."""
