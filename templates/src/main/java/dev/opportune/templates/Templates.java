package dev.opportune.templates;

import dev.opportune.templates.message.Formats;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All templates of a folder as it was at one time. Immutable.
public final class Templates {

    /// As many files may a folder have.
    public static final int MOST = 1_000;

    /// Of those who have no folder.
    public static final Templates NONE = new Templates(List.of());

    private final Map<String, TreeMap<String, Template>> byId = new HashMap<>();
    private final List<Template> all;

    /// @param templates no two of one id and version
    Templates(List<Template> templates) {
        all = templates.stream()
                .sorted(Comparator.comparing(Template::id).thenComparing(Template::version, Versions.OLDEST_FIRST))
                .toList();
        for (var template : all) {
            byId.computeIfAbsent(template.id(), _ -> new TreeMap<>(Versions.OLDEST_FIRST))
                    .put(template.version(), template);
        }
    }

    /// The newest version of an id; null when there is none of it.
    public @Nullable Template newest(String id) {
        var versions = byId.get(id);
        return versions == null ? null : versions.lastEntry().getValue();
    }

    /// This version of an id; null when it is not there.
    public @Nullable Template find(String id, String version) {
        var versions = byId.get(id);
        return versions == null ? null : versions.get(version);
    }

    /// For a send that was admitted with this version: that one while it is there, else the newest of the id; null when
    /// there is none of it any more.
    public @Nullable Template findOrNewest(String id, String version) {
        var same = find(id, version);
        return same == null ? newest(id) : same;
    }

    /// By id, and of one id the oldest first.
    public List<Template> all() {
        return all;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /// Makes one lane's renderer, ready for all of these. Takes its time: never on an event loop.
    public Renderer renderer() {
        return new Renderer(new Formats()).warmed(all);
    }
}
