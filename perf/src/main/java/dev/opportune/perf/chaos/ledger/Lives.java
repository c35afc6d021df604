package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.Push;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every send of which a gateway or a provider knows something, by its id and by its key.
final class Lives {

    private final Map<String, Life> bySend = new HashMap<>();
    private final Map<String, List<Life>> byKey = new HashMap<>();

    Lives(Books books) {
        var pushes = books.pushes().stream().filter(Push::isAccepted).collect(Collectors.groupingBy(Push::sendId));
        Stream.concat(books.ends().keySet().stream(), pushes.keySet().stream())
                .distinct()
                .forEach(id -> {
                    var ends = books.ends().getOrDefault(id, List.of());
                    var pushed = pushes.getOrDefault(id, List.of());
                    String key = ends.isEmpty()
                            ? pushed.getFirst().ref()
                            : ends.getFirst().ref();
                    var life = new Life(id, key, ends, books.receipts().get(id), pushed);
                    bySend.put(id, life);
                    byKey.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(life);
                });
    }

    Collection<Life> all() {
        return bySend.values();
    }

    /// Those of one key: one, unless something is wrong.
    List<Life> of(String key) {
        return byKey.getOrDefault(key, List.of());
    }
}
