/// One send from its parsed request to its receipt: read `SendPipeline` from the top. What callers ask and are
/// told, and the door, are in `request`; how much, how fast and when again in `limit`. The other parts have homes
/// beside it: `Outgoing`, a send that the lane holds, with an `Attempt` for each device, which knows what every
/// outcome means; `LaneApp`, whether an attempt is made, and when (`AppQueue`), and why not (`HeldBack`);
/// `Settling`, whether a send ends after a round or waits for the next; `UnknownSends`, what is cleared up after an
/// answer that was lost. `Releases` takes up what waits, one `Look` after the other. `LaneSends` stands in front of
/// them all, and a `SendingLane` is what they share. `Decisions` tells of what was decided; `SendMetrics` counts,
/// and knows none of the others.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.send;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
