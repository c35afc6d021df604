package dev.opportune.templates.message;

/// Which way texts run.
final class Directions {

    /// Whether a text that is put into a message of this direction has anything that runs the other way.
    static boolean differ(String text, boolean isRightToLeft) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (Character.getDirectionality(c)) {
                case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> {
                    if (isRightToLeft) return true;
                }
                case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> {
                    if (!isRightToLeft) return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private Directions() {}
}
