package dev.opportune.templates;

import com.ibm.icu.util.ULocale;
import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.Template.Resolved;
import dev.opportune.templates.message.Formats;
import dev.opportune.templates.message.Value;
import dev.opportune.templates.message.Writing;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes templates for users. Not thread-safe: each lane has one of its own, made off its loop ([Templates#renderer])
/// and used on it alone.
public final class Renderer {

    /// As many of the tags that users have are kept, each read once.
    private static final int MOST_TAGS = 1_000;

    private static final ZoneId SAMPLE_ZONE = ZoneId.of("UTC");

    private final Formats formats;
    private final Map<String, Optional<Language>> tags = new HashMap<>();

    Renderer(Formats formats) {
        this.formats = formats;
    }

    /// Writes one.
    ///
    /// @param attributes the user's, as JSON has them: strings, booleans, numbers, maps, lists and nulls
    /// @param params the send's, likewise
    /// @param locale the user's, a BCP 47 tag; null when it has none
    /// @param zone of dates
    public Rendering render(
            Template template, Map<String, ?> attributes, Map<String, ?> params, @Nullable String locale, ZoneId zone) {
        var spoken = locale == null ? null : language(locale);
        var wording = template.wordingFor(spoken);
        return switch (template.resolve(attributes, params, wording)) {
            case Resolved.Missing(var argument) -> new Rendering.Incomplete(argument);
            case Resolved.Complete(var values) -> write(wording, values, written(wording, spoken), zone);
        };
    }

    /// Makes all formats that these templates can need, in their own locales and in all regions of those languages.
    Renderer warmed(Collection<Template> templates) {
        var known = Language.known();
        for (var template : templates) {
            for (var wording : template.wordings()) {
                var _ = sample(template, wording, 1, false);
                var styles = wording.styles();
                formats.make(wording.language().locale(), styles);
                for (var language : known) {
                    if (wording.language().isReadBy(language)) formats.make(language.regional(), styles);
                }
            }
        }
        return this;
    }

    Rendered sample(Template template, Wording wording, long number, boolean standIns) {
        return write(
                wording,
                template.samples(wording, number, standIns),
                wording.language().locale(),
                SAMPLE_ZONE);
    }

    private Rendered write(Wording wording, Value[] values, ULocale locale, ZoneId zone) {
        return wording.write(
                new Writing(values, formats, locale, zone, wording.language().isRightToLeft()));
    }

    /// The locale of numbers and dates: as in the user's region, when the words are in the user's language.
    private static ULocale written(Wording wording, @Nullable Language spoken) {
        var own = wording.language();
        return spoken != null && spoken.hasRegion() && own.isReadBy(spoken) ? spoken.regional() : own.locale();
    }

    private @Nullable Language language(String tag) {
        var known = tags.get(tag);
        if (known == null) {
            known = Language.of(tag);
            if (tags.size() == MOST_TAGS) tags.clear();
            tags.put(tag, known);
        }
        return known.orElse(null);
    }
}
