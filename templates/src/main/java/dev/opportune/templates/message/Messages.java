package dev.opportune.templates.message;

import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.text.MessagePattern.ArgType;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.text.PluralRules.PluralType;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Makes [Message]s of their texts.
public final class Messages {

    /// In characters: no push has room for more.
    public static final int LONGEST = 4_096;

    private final Map<String, Integer> places;
    private final Map<String, Kind> types;
    private final ULocale locale;
    private final Use use;
    private final String text;
    private final MessagePattern pattern;
    private final Set<String> used;

    private Messages(Arguments arguments, ULocale locale, Use use, String text, MessagePattern pattern) {
        this.places = arguments.places();
        this.types = arguments.types();
        this.used = arguments.used();
        this.locale = locale;
        this.use = use;
        this.text = text;
        this.pattern = pattern;
    }

    /// What messages may name.
    ///
    /// @param types by name, in the order of their places
    /// @param used names are added when a message uses them
    public record Arguments(Map<String, Kind> types, Map<String, Integer> places, Set<String> used) {

        public static Arguments of(Map<String, Kind> types, Set<String> used) {
            var places = new HashMap<String, Integer>();
            for (var name : types.keySet()) places.put(name, places.size());
            return new Arguments(types, places, used);
        }
    }

    /// Makes one.
    ///
    /// @param locale whose plurals it has
    /// @throws MessageException when it is no message of these arguments, in words for whoever wrote it
    public static Message of(String text, Arguments arguments, ULocale locale, Use use) throws MessageException {
        if (text.length() > LONGEST) throw new MessageException(text.length() + " characters", "at most " + LONGEST);
        var pattern = Syntax.parse(text);
        return new Messages(arguments, locale, use, text, pattern).message(0);
    }

    /// @param start the part that begins it
    private Message message(int start) throws MessageException {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        int from = pattern.getPart(start).getLimit();
        for (int i = start + 1; ; i++) {
            var part = pattern.getPart(i);
            literal.append(text, from, part.getIndex());
            from = part.getLimit();
            if (part.getType() == MessagePattern.Part.Type.MSG_LIMIT) break;
            if (part.getType() != MessagePattern.Part.Type.ARG_START
                    && part.getType() != MessagePattern.Part.Type.REPLACE_NUMBER) continue;
            if (!literal.isEmpty()) parts.add(new Part.Literal(literal.toString()));
            literal.setLength(0);
            if (part.getType() == MessagePattern.Part.Type.REPLACE_NUMBER) {
                parts.add(new Part.Count(-1, 0)); // known to the plural around it
            } else {
                parts.add(argument(i));
                i = pattern.getLimitPartIndex(i);
                from = pattern.getPart(i).getLimit();
            }
        }
        if (!literal.isEmpty()) parts.add(new Part.Literal(literal.toString()));
        return new Message(parts);
    }

    private Part argument(int start) throws MessageException {
        var argType = pattern.getPart(start).getArgType();
        var name = pattern.getSubstring(pattern.getPart(start + 1));
        var type = types.get(name);
        if (type == null) throw new MessageException("{" + name + "}", "one of the template's arguments" + known());
        used.add(name);
        if (use != Use.SHOWN && argType != ArgType.NONE) {
            throw new MessageException(name + " with a format", "{" + name + "} alone, since a program reads this");
        }
        return switch (argType) {
            case NONE -> new Part.Insert(place(name), plain(name, type));
            case SIMPLE -> new Part.Insert(place(name), simple(start, name, type));
            case PLURAL -> plural(start, name, type, PluralType.CARDINAL);
            case SELECTORDINAL -> plural(start, name, type, PluralType.ORDINAL);
            case SELECT -> select(start, name, type);
            case CHOICE -> throw new MessageException(name + ", choice", "plural or select");
        };
    }

    private int place(String name) {
        return places.getOrDefault(name, -1);
    }

    private String known() {
        return types.isEmpty() ? ", of which there are none" : ": " + String.join(", ", types.keySet());
    }

    private Style plain(String name, Kind type) throws MessageException {
        if (type == Kind.MONEY) {
            throw new MessageException(
                    "{" + name + "}",
                    use == Use.SHOWN
                            ? "{" + name + ", number, currency}, since it is money"
                            : "no money where a program reads");
        }
        return switch (use) {
            case LINK -> new Style.OfLinks();
            case DATA -> new Style.Raw();
            case SHOWN ->
                switch (type) {
                    case TEXT, MONEY -> new Style.Text();
                    case NUMBER -> Style.Numeral.PLAIN;
                    case DATE -> new Style.DayAndTime();
                };
        };
    }

    private Style simple(int start, String name, Kind type) throws MessageException {
        var kind = pattern.getSubstring(pattern.getPart(start + 2));
        var next = pattern.getPart(start + 3);
        var style = next.getType() == MessagePattern.Part.Type.ARG_STYLE
                ? pattern.getSubstring(next).strip()
                : "";
        return Styles.of(name, type, kind, style);
    }

    private Part plural(int start, String name, Kind type, PluralType kind) throws MessageException {
        if (type != Kind.NUMBER) {
            throw new MessageException(name + ", which is " + type.words(), "a number in plural and selectordinal");
        }
        int limit = pattern.getLimitPartIndex(start);
        int i = start + 2;
        long offset = 0;
        if (pattern.getPart(i).getType().hasNumericValue()) {
            offset = (long) pattern.getNumericValue(pattern.getPart(i));
            i++;
        }
        var rules = PluralRules.forLocale(locale, kind);
        var exact = new HashMap<Double, Message>();
        var forms = new HashMap<String, Message>();
        while (i < limit) {
            var selector = pattern.getSubstring(pattern.getPart(i++));
            var number = pattern.getPart(i);
            boolean isExact = number.getType().hasNumericValue();
            if (isExact) i++;
            else requireForm(name, selector, rules);
            var form = counted(message(i), place(name), offset);
            i = pattern.getLimitPartIndex(i) + 1;
            boolean isNew = isExact
                    ? exact.put(pattern.getNumericValue(number), form) == null
                    : forms.put(selector, form) == null;
            if (!isNew) throw new MessageException(name + " with " + selector + " twice", "once");
        }
        var other = forms.get("other");
        if (other == null) {
            throw new MessageException(name + " without other", "other {…}, for all that no form is for");
        }
        return new Part.Plural(
                place(name), offset, rules, sample(other, place(name)), Map.copyOf(exact), Map.copyOf(forms), other);
    }

    /// One that the language does not have would never be chosen.
    private void requireForm(String name, String selector, PluralRules rules) throws MessageException {
        var forms = rules.getKeywords();
        if (forms.contains(selector)) return;
        var zero = selector.equals("zero") ? ", and =0 for none at all" : "";
        throw new MessageException(
                name + " with " + selector + ", which is no form of " + locale.toLanguageTag(),
                String.join(", ", forms) + zero);
    }

    /// Tells the counts at hand whose they are.
    private static Message counted(Message form, int argument, long offset) {
        var parts = new ArrayList<Part>();
        for (var part : form.parts()) {
            parts.add(part instanceof Part.Count(int of, var _) && of < 0 ? new Part.Count(argument, offset) : part);
        }
        return new Message(parts);
    }

    /// As the number is first written in `other`.
    private static Style.OfNumbers sample(Message other, int argument) {
        for (var part : other.parts()) {
            if (part instanceof Part.Count) break;
            if (part instanceof Part.Insert(int of, Style.OfNumbers style) && of == argument) return style;
        }
        return Style.Numeral.PLAIN;
    }

    private Part select(int start, String name, Kind type) throws MessageException {
        if (type != Kind.TEXT) throw new MessageException(name + ", which is " + type.words(), "a text in select");
        int limit = pattern.getLimitPartIndex(start);
        var forms = new LinkedHashMap<String, Message>();
        for (int i = start + 2; i < limit; i = pattern.getLimitPartIndex(i) + 1) {
            var selector = pattern.getSubstring(pattern.getPart(i++));
            if (forms.put(selector, message(i)) != null) {
                throw new MessageException(name + " with " + selector + " twice", "once");
            }
        }
        var other = forms.get("other");
        if (other == null) {
            throw new MessageException(name + " without other", "other {…}, for all that no form is for");
        }
        return new Part.Select(place(name), Map.copyOf(forms), other);
    }
}
