/// Firebase Cloud Messaging by its HTTP v1 API, and the only code that knows that API's wire format.
///
/// An [dev.opportune.connectors.fcm.FcmProvider] is one app, with its `ServiceAccount` and that account's
/// `AccessTokens`.
/// Each lane has an `FcmConnector`: a message takes a permit of the project's quota (`QuotaPermits`) and a stream of an
/// `FcmConnection`, is written by `FcmBody` with an access token, and its answer is judged by `FcmAnswer`.
///
/// Firebase's limits for one device, 240 messages a minute and 5,000 an hour, are not tracked: what exceeds them is
/// answered `QUOTA_EXCEEDED`, and where the details say that it was the device's quota, that device alone waits.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.fcm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
