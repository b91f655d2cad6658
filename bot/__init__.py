"""Faces in messengers: channels, the conversation, cards for staff groups, and the courier."""
