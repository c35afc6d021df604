package dev.opportune.yaml.key;

/// What a section has by a name: a value or a section.
public sealed interface Member permits Key, Keys {
    String name();
}
