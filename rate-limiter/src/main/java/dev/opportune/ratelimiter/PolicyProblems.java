package dev.opportune.ratelimiter;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Collects what is wrong with one file.
final class PolicyProblems {

    private static final int PATH_CHARACTERS = 256;
    private static final int VALUE_CHARACTERS = 64;

    private final String file;
    private final List<PolicyProblem> list = new ArrayList<>();
    private int unlisted;

    PolicyProblems(String file) {
        this.file = file;
    }

    void add(int line, String path, String value, String reason) {
        add(OptionalInt.of(line), path, value, reason);
    }

    /// Notes what is wrong with the file as a whole.
    void add(String value, String reason) {
        add(OptionalInt.empty(), "", value, reason);
    }

    void throwIfAny() throws PolicyException {
        if (!list.isEmpty()) throw exception();
    }

    PolicyException exception() {
        var all = new ArrayList<>(list);
        if (unlisted > 0) {
            all.add(new PolicyProblem(file, OptionalInt.empty(), "", "and " + unlisted + " more", "not listed"));
        }
        return new PolicyException(all);
    }

    /// A value as a message shows it.
    static String shown(YamlNode node) {
        return switch (node) {
            case YamlNode.Mapping _ -> "a mapping";
            case YamlNode.Sequence _ -> "a list";
            case YamlNode.Scalar(var _, var text, var _) -> text.isEmpty() ? "nothing" : text;
        };
    }

    private void add(OptionalInt line, String path, String value, String reason) {
        if (list.size() < PolicyFile.MAX_PROBLEMS) {
            list.add(new PolicyProblem(
                    file, line, shortened(path, PATH_CHARACTERS), shortened(value, VALUE_CHARACTERS), reason));
        } else {
            unlisted++;
        }
    }

    private static String shortened(String text, int most) {
        var printable = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        if (printable.codePointCount(0, printable.length()) <= most) return printable;
        return printable.substring(0, printable.offsetByCodePoints(0, most)) + "…";
    }
}
