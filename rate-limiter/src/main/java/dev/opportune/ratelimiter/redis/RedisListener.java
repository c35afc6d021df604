package dev.opportune.ratelimiter.redis;

/// Hears what a lane's connection to one server does, so that somebody may measure it. Called on the
/// lane's event loop, for every command: must be quick and must not throw.
public interface RedisListener {

    /// Hears nothing.
    RedisListener NONE = new RedisListener() {};

    /// How a command ended.
    enum Outcome {
        /// Redis replied, if only that it does not know the script yet.
        OK,
        /// Redis replied that it cannot take it now: nothing was done.
        REFUSED,
        /// Redis replied with an error that is a defect of ours.
        FAILED,
        /// No reply in time, or the connection ended before it: it may have been done.
        LOST,
        /// There was no connection, or too many commands were under way: it was never written.
        NOT_SENT
    }

    /// A command is over. A reply that comes after its timeout is not heard of again.
    ///
    /// @param nanos from the call to its end; 0 for what was never written
    default void ended(Outcome outcome, long nanos) {}

    /// A command was refused or not sent, or there is no connection, and the server is why.
    default void failed(Trouble why) {}

    /// There is a connection, and the server is as it should be.
    default void opened() {}

    /// The server was looked at, and told of its replicas.
    ///
    /// @param online those that are in step, or catching up
    /// @param bytesBehind of its writes the one that lacks most has not confirmed; 0 without replicas
    default void replicas(int online, long bytesBehind) {}

    /// An attempt to connect failed; there will be others.
    default void couldNotOpen() {}

    /// The connection ended, whoever ended it.
    default void lost() {}

    /// The lane has no more to do with this server. It has heard of the connection's end before.
    default void left() {}
}
