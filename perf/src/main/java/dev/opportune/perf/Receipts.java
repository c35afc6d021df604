package dev.opportune.perf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// Asks for the receipts of a run's sends until none that was admitted is alive, or patience ends.
public final class Receipts {

    /// Questions under way at a time.
    private static final int BATCH = 64;

    private static final int UNAVAILABLE = 503;
    private static final int MOST_TRIES = 20;
    private static final long AGAIN_MILLIS = 500;
    private static final String GONE = "urn:opportune:problem:not-found";

    private final Api gateway;
    private final Duration patience;

    /// @param patience with sends that have not ended when all were asked for once
    public Receipts(Api gateway, Duration patience) {
        this.gateway = gateway;
        this.patience = patience;
    }

    /// Gives the receipts by send id; without those that are gone.
    Map<String, Receipt> of(List<Told> told) throws InterruptedException {
        var receipts = new HashMap<String, Receipt>();
        ask(idsOf(told, it -> "deferred".equals(it.decision())), receipts);
        // One whose outcome was unknown may have been admitted.
        var open = idsOf(told, it -> "admitted".equals(it.decision()) || it.decision() == null);
        ask(open, receipts);
        open.removeIf(id -> !isAlive(receipts, id));
        long begun = System.nanoTime();
        while (!open.isEmpty() && System.nanoTime() - begun < patience.toNanos()) {
            Thread.sleep(200);
            ask(open, receipts);
            open.removeIf(id -> !isAlive(receipts, id));
        }
        return receipts;
    }

    /// Gives the receipts by send id, as they are now; without those that are gone.
    public Map<String, Receipt> now(Set<String> sendIds) throws InterruptedException {
        var receipts = new HashMap<String, Receipt>();
        ask(sendIds, receipts);
        return receipts;
    }

    private void ask(Set<String> sendIds, Map<String, Receipt> receipts) throws InterruptedException {
        var open = sendIds;
        for (int tries = 0; !open.isEmpty(); tries++) {
            if (tries == MOST_TRIES) throw new IllegalStateException(open.size() + " receipts are not to be had");
            if (tries > 0) Thread.sleep(AGAIN_MILLIS);
            open = askOnce(open, receipts);
        }
    }

    /// Gives those for which there was no answer that says anything of them.
    private Set<String> askOnce(Set<String> sendIds, Map<String, Receipt> receipts) {
        var unanswered = new LinkedHashSet<String>();
        var batch = new ArrayList<Map.Entry<String, CompletableFuture<JsonNode>>>(BATCH);
        for (String id : sendIds) {
            batch.add(Map.entry(id, gateway.get("/v1/sends/" + id)));
            if (batch.size() == BATCH) take(batch, receipts, unanswered);
        }
        take(batch, receipts, unanswered);
        return unanswered;
    }

    private static void take(
            List<Map.Entry<String, CompletableFuture<JsonNode>>> batch,
            Map<String, Receipt> receipts,
            Set<String> unanswered) {
        for (var asked : batch) {
            var answer = asked.getValue().join();
            if (answer.has("state")) receipts.put(asked.getKey(), Receipt.of(answer));
            else if (answer.path("status").asInt() == UNAVAILABLE) unanswered.add(asked.getKey());
            else if (!answer.path("type").asText().equals(GONE)) {
                throw new IllegalStateException("send " + asked.getKey() + ": " + answer);
            }
        }
        batch.clear();
    }

    private static boolean isAlive(Map<String, Receipt> receipts, String id) {
        var receipt = receipts.get(id);
        return receipt != null && receipt.isAlive();
    }

    private static Set<String> idsOf(List<Told> told, Predicate<Told> which) {
        var ids = new LinkedHashSet<String>();
        told.stream().filter(which).map(Told::sendId).filter(Objects::nonNull).forEach(ids::add);
        return ids;
    }
}
