package dev.opportune.templates;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.opportune.templates.Rendering.Rendered;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is allowed in a push, and seldom wise. Advice: nothing is refused for it.
///
/// @param pointer JSON Pointer (RFC 6901) below the content, such as `/action/link`
/// @param detail what is there, and what is better
public record Lint(String pointer, String detail) {

    /// In characters as people count them: as much as phones show of it.
    public static final int LONGEST_TITLE = 50;

    /// The same of a body, before it is folded.
    public static final int LONGEST_BODY = 150;

    /// As many capitals and hardly a small letter are a shout; fewer may be a name.
    private static final int SHOUT = 5;

    /// All that there is to say of a rendered template.
    public static List<Lint> of(Rendered rendered) {
        var action = rendered.action();
        return of(rendered.title(), rendered.body(), action == null ? null : action.link());
    }

    /// All that there is to say of a content.
    ///
    /// @param link null: nothing happens at a tap but that the app opens
    public static List<Lint> of(@Nullable String title, @Nullable String body, @Nullable String link) {
        var found = new ArrayList<Lint>(0);
        text(found, "/title", title, LONGEST_TITLE);
        text(found, "/body", body, LONGEST_BODY);
        if (link == null) found.add(new Lint("/action", "is missing (better: a link to what it is about)"));
        else if (!Links.isAbsolute(link)) {
            found.add(new Lint("/action/link", "is no URI (better: one such as shop://sale)"));
        }
        return found;
    }

    private static void text(List<Lint> found, String pointer, @Nullable String text, int longest) {
        if (text == null) return;
        if (text.length() > longest) {
            int characters = characters(text);
            if (characters > longest) {
                found.add(new Lint(pointer, "has " + characters + " characters (better: at most " + longest + ")"));
            }
        }
        if (isShout(text)) found.add(new Lint(pointer, "is nearly all capitals (better: small letters, too)"));
    }

    private static int characters(String text) {
        var breaks = BreakIterator.getCharacterInstance(ULocale.ROOT);
        breaks.setText(text);
        int count = 0;
        while (breaks.next() != BreakIterator.DONE) count++;
        return count;
    }

    private static boolean isShout(String text) {
        int capitals = 0;
        int small = 0; // as those of a name among them
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isUpperCase(c)) capitals++;
            if (Character.isLowerCase(c)) small++;
        }
        return capitals >= SHOUT && small <= capitals / 3;
    }
}
