package dev.opportune.templates.message;

import com.ibm.icu.text.MessagePattern;

/// The parsing of messages, which is ICU's, with faults in plain words.
final class Syntax {

    static MessagePattern parse(String text) throws MessageException {
        try {
            return new MessagePattern(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MessageException(
                    "not a message", "{name}, {n, number}, {n, plural, one {…} other {…}} and text", e);
        }
    }

    private Syntax() {}
}
