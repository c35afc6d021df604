package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.Push;
import dev.opportune.perf.Receipt;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One send as gateways and providers know it.
///
/// @param key its idempotency key, which is its `ref`
/// @param pushes that a provider took
record Life(
        String sendId,
        String key,
        List<Settled> ends,
        @Nullable Receipt receipt,
        List<Push> pushes) {

    /// By device, the earliest first.
    Map<String, List<Push>> pushesByDevice() {
        return pushes.stream()
                .sorted(Comparator.comparingLong(Push::atMillis))
                .collect(Collectors.groupingBy(Push::deviceToken));
    }

    /// Whether anything came of it.
    boolean began() {
        return !ends.isEmpty() || !pushes.isEmpty();
    }
}
