package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The type of a field in a message, as far as FCM judges it.
/// FCM also takes lowerCamelCase names (the JSON mapping of Protocol Buffers); a gateway has no need of two spellings.
sealed interface FieldType {

    void check(String path, JsonNode value, List<FieldViolation> violations);

    enum Scalar implements FieldType {
        TEXT("a string") {
            @Override
            boolean matches(JsonNode value) {
                return value.isTextual();
            }
        },
        TEXTS("an array of strings") {
            @Override
            boolean matches(JsonNode value) {
                return value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
            }
        },
        TEXT_MAP("an object whose values are strings") {
            @Override
            boolean matches(JsonNode value) {
                return value.isObject() && value.valueStream().allMatch(JsonNode::isTextual);
            }
        },
        FLAG("true or false") {
            @Override
            boolean matches(JsonNode value) {
                return value.isBoolean();
            }
        },
        NUMBER("a whole number") {
            @Override
            boolean matches(JsonNode value) {
                return value.canConvertToInt() && value.isIntegralNumber();
            }
        },
        ANY_OBJECT("an object") {
            @Override
            boolean matches(JsonNode value) {
                return value.isObject();
            }
        };

        private final String expected;

        Scalar(String expected) {
            this.expected = expected;
        }

        abstract boolean matches(JsonNode value);

        @Override
        public void check(String path, JsonNode value, List<FieldViolation> violations) {
            if (!matches(value)) violations.add(new FieldViolation(path, "Expected " + expected + "."));
        }
    }

    /// One of so many names, in upper or lower case: firebase-admin writes "high" where the documentation has "HIGH".
    record Enumeration(Set<String> names) implements FieldType {
        public Enumeration {
            names = Set.copyOf(names);
        }

        @Override
        public void check(String path, JsonNode value, List<FieldViolation> violations) {
            if (!value.isTextual() || !names.contains(value.asText().toUpperCase(Locale.ROOT))) {
                violations.add(new FieldViolation(path, "Expected one of " + names + "."));
            }
        }
    }

    /// An object of known fields.
    record Struct(Map<String, FieldType> fields) implements FieldType {
        public Struct {
            fields = Map.copyOf(fields);
        }

        @Override
        public void check(String path, JsonNode value, List<FieldViolation> violations) {
            if (!value.isObject()) {
                violations.add(new FieldViolation(path, "Expected an object."));
                return;
            }
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                FieldType type = fields.get(entry.getKey());
                if (type == null) {
                    violations.add(
                            new FieldViolation(name, "Unknown name \"" + entry.getKey() + "\": Cannot find field."));
                } else {
                    type.check(name, entry.getValue(), violations);
                }
            }
        }
    }
}
