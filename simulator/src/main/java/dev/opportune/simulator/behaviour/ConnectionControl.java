package dev.opportune.simulator.behaviour;

/// What can be done to all of a provider's connections; they do it on their own threads, soon.
public interface ConnectionControl {

    /// Sends GOAWAY with that reason, lets what is in flight finish, then closes.
    void goAway(String reason);

    /// Resets them (TCP RST), whatever is in flight.
    void reset();

    /// Tells the number of streams that now holds; see [ProviderScript#largestStreams].
    void limitStreams();

    /// Handles the requests that came while the provider was frozen.
    void thaw();
}
