package dev.opportune.connectors.verdict;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a provider that calls a device token another app's is to be believed, or the app's settings are to blame: of
/// the wrong environment, topic or project nearly every device gets these words, and whoever held them against each of
/// them would make an operator's slip the users' loss.
///
/// Looks at the last [#LAST] distinct devices that the provider accepted or refused so, each by its latest answer. Of
/// one app's present credentials, all lanes together; thread-safe, and without a lock while it is known that the app
/// gets through and none of its last devices was refused.
public final class Verdicts {

    static final int LAST = 20;

    /// When none of so many in a row was accepted, the settings are suspected; and when no more than
    /// [#MOST_ACCEPTED] of [#LAST] were, such as a developer's own phone among the users'.
    static final int IN_A_ROW = 10;

    static final int MOST_ACCEPTED = 1;

    /// Of so many devices one must have been accepted for the others to be blamed.
    static final int ONE_ACCEPTED_OF = 4;

    /// Stands for all that were accepted before one was refused.
    private static final String BEFORE = "";

    /// By device token: whether it was accepted; the latest last.
    private final Map<String, Boolean> last = new LinkedHashMap<>();

    /// The first [#LAST] that were accepted; empty when there were as many.
    private final Set<String> reached = new HashSet<>();

    private volatile boolean established;

    /// Whether one was accepted since none of the last devices was refused; then [#last] is empty.
    private volatile boolean clean;

    private volatile @Nullable String slip;

    /// The provider accepted a message for this device.
    public void accepted(String address) {
        if (!(established && clean)) add(address);
    }

    private synchronized void add(String address) {
        if (!established && reached.add(address) && reached.size() == LAST) {
            established = true;
            reached.clear();
        }
        if (clean) return;
        put(address, true);
        if (!areSettingsSuspect()) slip = null;
        if (!last.containsValue(false)) {
            last.clear();
            clean = true;
        }
    }

    /// The provider called this device another app's.
    ///
    /// @param ifSettings what is wrong when it is the settings, a plain sentence
    public synchronized Verdict refused(String address, String ifSettings) {
        if (clean) last.put(BEFORE, true);
        clean = false;
        put(address, false);
        if (areSettingsSuspect()) {
            if (slip == null) slip = ifSettings;
            return Verdict.SETTINGS;
        }
        slip = null;
        return acceptedOf(answers()) * ONE_ACCEPTED_OF >= last.size() ? Verdict.DEVICE : Verdict.UNCLEAR;
    }

    /// What is wrong with the settings, a plain sentence; null while they are not suspected.
    public @Nullable String slip() {
        return slip;
    }

    /// Whether so many devices were reached that the settings are right for some: then what no provider has accepted
    /// yet does not speak against those that one has.
    public boolean areEstablished() {
        return established;
    }

    private boolean areSettingsSuspect() {
        List<Boolean> answers = answers();
        int devices = answers.size();
        boolean noneInARow = devices >= IN_A_ROW && acceptedOf(answers.subList(devices - IN_A_ROW, devices)) == 0;
        return noneInARow || (devices == LAST && acceptedOf(answers) <= MOST_ACCEPTED);
    }

    private List<Boolean> answers() {
        return List.copyOf(last.values());
    }

    private static int acceptedOf(List<Boolean> answers) {
        return (int) answers.stream().filter(it -> it).count();
    }

    private void put(String address, boolean accepted) {
        last.remove(address);
        last.put(address, accepted);
        if (last.size() > LAST) last.remove(last.keySet().iterator().next());
    }
}
