package dev.opportune.connectors.fcm.message;

import dev.opportune.connectors.wire.Digest;

/// A `Topic` as RFC 8030, 5.4 has it: "no more than 32 characters from the URL and filename safe Base 64 alphabet". Any
/// other key is replaced by as much of its digest, so that equal keys stay equal.
final class WebTopic {

    private static final int MAX_CHARACTERS = 32;

    private WebTopic() {}

    static String of(String key) {
        return fits(key) ? key : Digest.of(key).substring(0, MAX_CHARACTERS);
    }

    private static boolean fits(String key) {
        if (key.isEmpty() || key.length() > MAX_CHARACTERS) return false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '_') return false;
        }
        return true;
    }
}
