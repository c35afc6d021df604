/// What `messages:send` takes: one `Message` by the reference of the FCM HTTP v1 API, written for every kind of device
/// that may be behind a registration token, since that does not say. What all of them understand stands in the message
/// itself, the rest in a block for each (`AndroidBlock`, `ApnsBlock`, `WebpushBlock`); `Expiry` is where all three have
/// the moment's end from.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.fcm.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
