package dev.opportune.templates;

import com.ibm.icu.util.LocaleMatcher;
import dev.opportune.templates.message.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One version of what a send may say, in some locales. Immutable.
public final class Template {

    /// As many bytes of JSON may a send's `params` have.
    public static final int MOST_PARAMS_BYTES = 2_048;

    /// As many locales may one have.
    public static final int MOST_LOCALES = 60;

    private final String id;
    private final String version;
    private final List<Argument> arguments;
    private final SequencedMap<String, Wording> wordings;
    private final Wording byDefault;

    Template(
            String id,
            String version,
            List<Argument> arguments,
            SequencedMap<String, Wording> wordings,
            Wording byDefault) {
        this.id = id;
        this.version = version;
        this.arguments = List.copyOf(arguments);
        this.wordings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(wordings));
        this.byDefault = byDefault;
    }

    public String id() {
        return id;
    }

    public String version() {
        return version;
    }

    /// In the file's order.
    public List<Argument> arguments() {
        return arguments;
    }

    /// The tags of its locales, in the file's order.
    public Set<String> locales() {
        return wordings.sequencedKeySet();
    }

    /// The names of its `data`, which are the same in all locales.
    public Set<String> dataNames() {
        return byDefault.data().keySet();
    }

    public String defaultLocale() {
        return byDefault.tag();
    }

    /// The one of its locales that a user of this locale reads.
    ///
    /// @param locale a BCP 47 tag; null when the user has none
    public String localeFor(@Nullable String locale) {
        return wordingFor(locale == null ? null : Language.of(locale).orElse(null))
                .tag();
    }

    /// The name of the first argument that is missing, blank or of another type and has nothing to stand in for it;
    /// null when a message can be made.
    ///
    /// @param attributes the user's, as JSON has them: strings, booleans, numbers, maps, lists and nulls
    /// @param params the send's, likewise
    public @Nullable String missing(Map<String, ?> attributes, Map<String, ?> params) {
        for (var argument : arguments) {
            if (argument.isRequired() && argument.kind().of(argument.raw(attributes, params)) == null) {
                return argument.name();
            }
        }
        return null;
    }

    /// All that is wrong with a send's params: one that no argument is from, one that is missing though required, one
    /// of
    /// another type. A param that is null is missing.
    public List<Fault> check(Map<String, ?> params) {
        return Params.check(arguments, params);
    }

    Collection<Wording> wordings() {
        return wordings.sequencedValues();
    }

    /// The one for a user who speaks this: of the same language and script, and of these the nearest region's; else the
    /// default.
    Wording wordingFor(@Nullable Language spoken) {
        if (spoken == null) return byDefault;
        var same = wordings.get(spoken.tag());
        if (same != null) return same;
        var readable = new ArrayList<Wording>(2);
        for (var wording : wordings.values()) {
            if (wording.language().isReadBy(spoken)) readable.add(wording);
        }
        if (readable.isEmpty()) return byDefault;
        return readable.size() == 1 ? readable.getFirst() : nearest(readable, spoken);
    }

    private static Wording nearest(List<Wording> readable, Language spoken) {
        var matcher = LocaleMatcher.builder();
        for (var wording : readable) {
            matcher.addSupportedULocale(wording.language().locale());
        }
        int index = matcher.build().getBestMatchResult(spoken.locale()).getSupportedIndex();
        return readable.get(Math.max(0, index));
    }

    /// The arguments' values by their places, or the name of the one that there is none for.
    Resolved resolve(Map<String, ?> attributes, Map<String, ?> params, Wording wording) {
        var values = new Value[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            var argument = arguments.get(i);
            var value = argument.kind().of(argument.raw(attributes, params));
            if (value == null) value = argument.or().get(wording.tag());
            if (value == null) return new Resolved.Missing(argument.name());
            values[i] = value;
        }
        return new Resolved.Complete(values);
    }

    /// Values of the arguments' kinds, to show what messages look like.
    ///
    /// @param standIns whether what has something to stand in for it is missing
    Value[] samples(Wording wording, long number, boolean standIns) {
        var values = new Value[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            var argument = arguments.get(i);
            var standIn = standIns ? argument.or().get(wording.tag()) : null;
            values[i] = standIn == null ? argument.kind().sample(number) : standIn;
        }
        return values;
    }

    sealed interface Resolved {
        @SuppressWarnings("ArrayRecordComponent") // passed on once, and never compared
        record Complete(Value[] values) implements Resolved {}

        record Missing(String argument) implements Resolved {}
    }

    @Override
    public String toString() {
        return "template " + id + " " + version;
    }
}
