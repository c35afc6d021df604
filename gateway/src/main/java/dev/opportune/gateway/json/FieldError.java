package dev.opportune.gateway.json;

/// Why one member of a document was refused.
///
/// @param pointer JSON Pointer (RFC 6901) to the member; empty for the whole document
/// @param detail the value, and what was expected
public record FieldError(String pointer, String detail) {}
