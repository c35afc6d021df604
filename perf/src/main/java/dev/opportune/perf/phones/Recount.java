package dev.opportune.perf.phones;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.perf.Push;
import dev.opportune.perf.Receipt;
import dev.opportune.perf.chaos.load.Story;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The same figures from outside: sends by what callers were told and their receipts, what was seen by what the
/// simulators recorded, and what was reported by what the phones were answered. A report whose answer was lost and that
/// was then a duplicate counts: it was recorded.
final class Recount {

    private final Figures figures = new Figures();
    private final Map<String, String> categoryBySend = new HashMap<>();

    private Recount() {}

    /// @param receipts by send id
    /// @param reported a line each, as the phones keep it
    static Figures of(Collection<Story> stories, Map<String, Receipt> receipts, List<JsonNode> reported) {
        var recount = new Recount();
        for (var story : stories) recount.send(story, receipts);
        recount.reported(reported);
        return recount.figures;
    }

    /// How many sends the report calls accepted that no simulator recorded, and the other way round.
    static List<String> unseen(Map<String, Receipt> receipts, List<Push> pushes) {
        var seen = new HashSet<String>();
        for (var push : pushes) if (push.isAccepted()) seen.add(push.sendId());
        return receipts.entrySet().stream()
                .filter(it -> it.getValue().state().equals("accepted") != seen.contains(it.getKey()))
                .filter(it -> !it.getValue().state().equals("unconfirmed"))
                .map(it -> it.getKey() + ": " + it.getValue().state()
                        + (seen.contains(it.getKey()) ? ", and seen" : ", and not seen"))
                .toList();
    }

    private void send(Story story, Map<String, Receipt> receipts) {
        var category = Campaign.categoryOf(story.send().user());
        for (var id : story.sendIds()) {
            var receipt = receipts.get(id);
            if (receipt == null) continue; // never taken
            categoryBySend.put(id, category);
            figures.count(category, "sends", 1);
            if (receipt.state().equals("suppressed")) {
                figures.count(category, "suppressed", 1);
                continue;
            }
            figures.count(category, "admitted or deferred", 1);
            figures.count(category, receipt.isAlive() ? "alive" : receipt.state(), 1);
        }
    }

    private void reported(List<JsonNode> reported) {
        var counted = new HashSet<String>();
        for (var line : reported) {
            boolean isRecorded = line.path("recorded").asBoolean()
                    || line.path("reason").asText().equals("duplicate");
            if (!isRecorded) continue;
            var type = line.path("type").asText();
            if (type.equals("converted")) {
                if (counted.add("converted " + line.path("id").asText())) converted(line);
                continue;
            }
            var sendId = line.path("send_id").asText();
            var name =
                    type.equals("received") ? type + ' ' + line.path("platform").asText() : type;
            if (counted.add(name + ' ' + sendId)) figures.count(category(sendId), name, 1);
        }
    }

    /// The shop gives a purchase the id of the send that it came of, and had reported that it was opened: it is due to
    /// it.
    private void converted(JsonNode line) {
        var category = category(line.path("id").asText());
        var name = line.path("name").asText();
        figures.count(category, name, 1);
        figures.count(category, name + " direct", 1);
        figures.count(
                category,
                name + ' ' + line.path("currency").asText() + " cents",
                Figures.cents(line.path("value").asText()));
    }

    private String category(String sendId) {
        return categoryBySend.getOrDefault(sendId, "?");
    }
}
