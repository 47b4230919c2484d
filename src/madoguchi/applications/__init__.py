"""Drafts, answers, submission: the life of an application (申請) until an officer takes it up."""
