package dev.opportune.gateway.json;

import java.util.List;

/// What came of reading a document.
public sealed interface Parsed<T> {

    /// It keeps every rule.
    record Valid<T>(T value) implements Parsed<T> {}

    /// It breaks these rules, in the document's order; at least one.
    record Invalid<T>(List<FieldError> errors) implements Parsed<T> {}
}
