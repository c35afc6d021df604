package dev.opportune.templates.message;

/// Who reads a message, and so how values are written in it.
public enum Use {
    /// People: in their locale, and other directions kept apart.
    SHOWN,
    /// A program, as a link: values are written alike for everybody, and by percent.
    LINK,
    /// A program: values are written alike for everybody.
    DATA
}
