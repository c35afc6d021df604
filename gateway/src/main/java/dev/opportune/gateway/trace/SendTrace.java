package dev.opportune.gateway.trace;

import org.jspecify.annotations.Nullable;

/// What is told of one send to whoever follows it, by whichever lane has it. Neither device tokens nor content nor user
/// ids may be told. Confined to the lane.
public interface SendTrace {

    /// Nobody follows it.
    SendTrace NONE = new NotFollowed();

    /// Whether anybody follows it.
    boolean isFollowed();

    /// From now on it is known by this id.
    void isNamed(String sendId);

    /// What is kept with the send, so that whoever takes it up goes on with its trace; null: nothing.
    @Nullable
    String kept();

    /// The trace's id; empty: there is none.
    String id();

    /// The admission is over, which began with this.
    ///
    /// @param category of the policy; empty: the policy does not know it
    void admitted(String category, String decision, String reason);

    /// The same when nothing was decided, by a fault of ours.
    void notAdmitted(String reason);

    /// A lane asks whether it may take it up.
    Step claims(String category);

    /// An attempt waits for room at its app.
    Step queues(String app);

    /// An attempt is made.
    ///
    /// @param number of it among those to its device, from 1
    Step attempts(String app, int number);

    /// Its end is being written down.
    Step settles(String category);

    /// It is being handed back, to wait.
    Step parks(String category);

    /// Until it is closed, what this thread measures is of this send: a histogram may show its trace as an example.
    Measured measured();

    /// A stretch of code on one thread.
    interface Measured extends AutoCloseable {
        @Override
        void close();
    }
}
