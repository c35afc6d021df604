package dev.opportune.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.json.ContentReader;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The document and the reader of `content` agree on which members go together.
class ContentContractTest {

    private static final Document DOCUMENT = Document.get();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'title':'t'}",
                "{'title':'','body':'b'}",
                "{'title':''}",
                "{'title':'','title_loc_key':'k'}",
                "{}",
                "{'title_loc_key':'k'}",
                "{'title_loc_key':''}",
                "{'title_loc_key':null}",
                "{'body_loc_key':'k','body_loc_args':['a','b']}",
                "{'body_loc_key':'k','body_loc_args':null}",
                "{'body_loc_key':'k','body_loc_args':[7]}",
                "{'body_loc_key':'k','body_loc_args':['','','','','','','','','','','']}",
                "{'title':'t','body_loc_args':['a']}",
                "{'title':'t','title_loc_args':[]}",
                "{'title':'t','title_loc_args':null}",
                "{'title':'t','title_loc_args':['a'],'title_loc_key':null}",
                "{'title':'t','background':false}",
                "{'title':'t','background':null}",
                "{'title':'t','background':'yes'}",
                "{'background':true}",
                "{'background':true,'data':{}}",
                "{'background':true,'data':{'a':'b'}}",
                "{'background':true,'data':{'a':'b'},'title':null,'ios':null}",
                "{'background':true,'data':{'a':'b'},'title':'t'}",
                "{'background':true,'data':{'a':'b'},'title_loc_key':'k'}",
                "{'background':true,'data':{'a':'b'},'badge':1}",
                "{'background':true,'data':{'a':'b'},'android':{}}",
                "{'background':false,'data':{'a':'b'}}",
                "{'title':'t','ios':{'sound':'a.caf','mutable_content':true},'android':{'sound':'a'}}",
                "{'title':'t','ios':{'sound':null,'mutable_content':null},'android':{'sound':null}}",
                "{'title':'t','ios':{'sound':''}}",
                "{'title':'t','ios':{'mutable_content':1}}",
                "{'title':'t','android':{'sound':7}}"
            })
    void what_the_one_takes_the_other_takes(String content) {
        var json = content.replace('\'', '"');
        var faults = DOCUMENT.faults(Document.View.REQUESTS, "/components/schemas/Content", JsonText.read(json));
        assertThat(faults.isEmpty()).as("%s: %s", json, faults).isEqualTo(isTaken(json));
    }

    private static boolean isTaken(String json) {
        try {
            var _ = ContentReader.read(Buffer.buffer(json));
            return true;
        } catch (IllegalArgumentException e) {
            return false; // the document is to say so, too
        }
    }
}
