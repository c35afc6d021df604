package dev.opportune.templates;

/// What is wrong with a send's `params`.
///
/// @param pointer JSON Pointer (RFC 6901) below `params`, such as `/price`; empty for all of it
/// @param detail what is there, and what was expected
public record Fault(String pointer, String detail) {}
