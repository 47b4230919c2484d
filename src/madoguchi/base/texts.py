"""What the system says, in the reader's language: one message, its values, and ruby drawn from [漢字|かんじ]."""
