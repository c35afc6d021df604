package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;

/// How the bytes of a connection become requests, as far as turns and times ask for it.
sealed interface Speech permits FirstWords, Http1Speech, Http2Speech {

    /// Gives how many of the bytes may be handed on at once, at least one, for about this cost.
    int next(ByteBuf in, int most);

    /// What those bytes cost, now that they have been handed on.
    int cost();

    /// Whether they ended within the head of a request, or before the first.
    boolean isWithinHead();
}
