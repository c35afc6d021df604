/// Holds the gateway to its OpenAPI document: read `ExchangeCheck`, which every test client of the gateway applies to
/// all that it sends and receives.
package dev.opportune.gateway.contract;
