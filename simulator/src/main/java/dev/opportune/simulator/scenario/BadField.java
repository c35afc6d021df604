package dev.opportune.simulator.scenario;

/// A field of a verb is not what it should be. The message is for whoever wrote it: `name: value (expected: …)`.
public final class BadField extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;

    BadField(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
    }

    /// What a record's constructor says of its components, which are named as the fields are.
    BadField(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
        String message = String.valueOf(cause.getMessage());
        this.field = message.substring(0, Math.max(0, message.indexOf(':')));
    }

    /// Its name.
    String field() {
        return field;
    }
}
