package dev.opportune.templates;

import com.ibm.icu.util.IllformedLocaleException;
import com.ibm.icu.util.ULocale;
import java.util.Optional;
import java.util.Set;

/// A locale as it matters here: a language, a script and a region, the likely ones where they are not said.
///
/// @param tag canonical, without extensions; what is likely is not in it
/// @param likely with all three
record Language(String tag, ULocale locale, ULocale likely) {

    private static final Set<String> REGIONS = Set.of(ULocale.getISOCountries());

    /// What this tag says; nothing for one that is none, or that names no language.
    static Optional<Language> of(String tag) {
        try {
            var said = new ULocale.Builder().setLanguageTag(tag).build();
            var canonical = ULocale.createCanonical(new ULocale(said.getBaseName()));
            if (canonical.getLanguage().isEmpty()) return Optional.empty();
            // CLDR has data of Norwegian Bokmål under both names.
            if (canonical.getLanguage().equals("no")) {
                canonical = new ULocale.Builder()
                        .setLocale(canonical)
                        .setLanguage("nb")
                        .build();
            }
            return Optional.of(new Language(canonical.toLanguageTag(), canonical, ULocale.addLikelySubtags(canonical)));
        } catch (IllformedLocaleException _) {
            return Optional.empty();
        }
    }

    /// Whether who speaks the one reads the other.
    boolean isReadBy(Language other) {
        return likely.getLanguage().equals(other.likely.getLanguage())
                && likely.getScript().equals(other.likely.getScript());
    }

    /// Whether it names a region that there is.
    boolean hasRegion() {
        return REGIONS.contains(locale.getCountry());
    }

    boolean isRightToLeft() {
        return likely.isRightToLeft();
    }
}
