package dev.opportune.simulator.record;

/// How full the record is.
///
/// @param recorded pushes in the file
/// @param unrecorded pushes that were answered but not written, because the file was full
/// @param bytes size of the file
/// @param maxBytes its bound; at the bound further pushes count as `unrecorded`
public record RecordState(long recorded, long unrecorded, long bytes, long maxBytes) {

    public boolean full() {
        return unrecorded > 0;
    }
}
