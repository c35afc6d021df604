package dev.opportune.gateway.config;

/// How `serve` writes its log.
public record LogConfig(Format format) {

    public static final LogConfig DEFAULT = new LogConfig(Format.TEXT);

    /// What a line looks like.
    public enum Format {
        /// For people.
        TEXT,
        /// An object by the Elastic Common Schema, for what collects logs.
        JSON
    }

    /// Reads the configuration's word.
    static Format format(String word) {
        return switch (word) {
            case "text" -> Format.TEXT;
            case "json" -> Format.JSON;
            default -> throw new IllegalArgumentException('"' + word + "\" (expected: json or text)");
        };
    }
}
