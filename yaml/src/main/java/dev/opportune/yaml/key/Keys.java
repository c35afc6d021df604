package dev.opportune.yaml.key;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.yaml.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The keys of one section, in the order in which its reference tells them.
///
/// @param name empty for the whole of a file; in angle brackets where people name such sections
public record Keys(String name, List<Member> members) implements Member {

    /// A key with the path to it.
    public record At(String path, Key<?> key) {}

    public Keys {
        members = List.copyOf(members);
    }

    public static Keys of(String name, Member... members) {
        return new Keys(name, List.of(members));
    }

    /// The section below that one; what is unknown or missing in it is noted.
    public Section in(Section parent) {
        return check(parent.section(name));
    }

    /// Notes what is unknown or missing in this section.
    @CanIgnoreReturnValue
    public Section check(Section section) {
        section.known(members.stream().map(Member::name).toArray(String[]::new));
        return section.require(members.stream()
                .filter(it -> it instanceof Key<?> key && key.isRequired())
                .map(Member::name)
                .toArray(String[]::new));
    }

    /// All keys of it and of the sections below, such as `http.tls.cert_file`.
    public List<At> all() {
        return all("").toList();
    }

    private Stream<At> all(String above) {
        var found = new ArrayList<Stream<At>>();
        var path = above + (name.isEmpty() ? "" : name + ".");
        for (var member : members) {
            found.add(
                    switch (member) {
                        case Key<?> key -> Stream.of(new At(path + key.name(), key));
                        case Keys below -> below.all(path);
                    });
        }
        return found.stream().flatMap(it -> it);
    }
}
