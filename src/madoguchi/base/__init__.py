"""Shared plumbing of all rooms: pages, components, locks, jobs, announcements, paper."""
