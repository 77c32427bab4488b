package server

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// made are the flavor params of an entry's assets, with the source.
func (c *client) made(entry string) string {
	c.t.Helper()
	var ids []string
	for _, o := range c.ok("flavorAsset", "list", form("filter[entryIdEqual]", entry))["objects"].([]any) {
		ids = append(ids, fmt.Sprint(o.(map[string]any)["flavorParamsId"]))
	}
	sort.Strings(ids)
	return strings.Join(ids, ",")
}

// with publishes a film with a profile, "" for none.
func (c *client) with(profile string, film []byte) string {
	c.t.Helper()
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	c.chunk(token, film, url.Values{})
	values := form("entry[mediaType]", "1", "entry[name]", "film")
	if profile != "" {
		values.Set("entry[conversionProfileId]", profile)
	}
	e := c.ok("media", "add", values).str("id")
	c.ok("media", "addContent", form("entryId", e, "resource[objectType]", "KalturaUploadedFileTokenResource",
		"resource[token]", token))
	c.settled(e)
	return e
}

// TestConversionProfiles: an account chooses which renditions are made, for all
// uploads or for some.
func TestConversionProfiles(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	file := filepath.Join(t.TempDir(), "film.mp4")
	if out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
		"testsrc2=size=640x360:rate=10:duration=1", "-c:v", "libx264", "-preset", "ultrafast",
		file).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	film, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	small := c.ok("conversionProfile", "add", form("conversionProfile[name]", "Small",
		"conversionProfile[flavorParamsIds]", "0, 100", "conversionProfile[systemName]", "small"))
	if small.str("objectType") != "KalturaConversionProfile" || small.str("flavorParamsIds") != "0,100" ||
		small.str("status") != "2" || small.str("type") != "1" || small["isDefault"] != false {
		t.Errorf("made %v", small)
	}
	id := fmt.Sprint(small.num("id"))
	all := c.made(c.with("", film))
	if all != "0,100,2" {
		t.Errorf("without a profile: %s", all)
	}
	e := c.with(id, film)
	if got := c.made(e); got != "0,100" {
		t.Errorf("with the small one: %s", got)
	}
	if got := c.ok("media", "get", form("entryId", e)); got.num("conversionProfileId") != small.num("id") {
		t.Errorf("entry %v", got)
	}
	if got := c.ok("conversionProfile", "setAsDefault", form("id", id)); got["isDefault"] != true {
		t.Errorf("default %v", got)
	}
	if got := c.made(c.with("", film)); got != "0,100" {
		t.Errorf("as default: %s", got)
	}
	if got := c.made(c.with("1", film)); got != all {
		t.Errorf("with the built-in one: %s", got)
	}
	if got := c.ok("conversionProfile", "getDefault", url.Values{}); got.num("id") != small.num("id") {
		t.Errorf("the default is %v", got)
	}
	c.ok("conversionProfile", "update", form("id", id, "conversionProfile[flavorParamsIds]", "0"))
	if got := c.made(c.with(id, film)); got != "0,2" {
		t.Errorf("source only gives %s", got) // one rendition of its size, which browsers can play
	}
	rows := c.ok("conversionProfileAssetParams", "list", form("filter[conversionProfileIdEqual]", id))
	if rows.num("totalCount") != 1 || rows["objects"].([]any)[0].(map[string]any)["assetParamsId"] != float64(
		0) {
		t.Errorf("params %v", rows)
	}
	for query, want := range map[string]int{"": 2, "filter[idEqual]=1": 1, "filter[systemNameEqual]=small": 1,
		"filter[systemNameIn]=a,small": 1, "filter[typeEqual]=2": 0, "filter[statusEqual]=2": 2} {
		v, _ := url.ParseQuery(query)
		if got := c.ok("conversionProfile", "list", v); got.num("totalCount") != want {
			t.Errorf("%s lists %v", query, got)
		}
	}
}

// TestConversionProfileFaults: what cannot be done has its code.
func TestConversionProfileFaults(t *testing.T) {
	c := newClient(t)
	id := fmt.Sprint(c.ok("conversionProfile", "add", form("conversionProfile[name]", "Mine",
		"conversionProfile[isDefault]", "1")).num("id"))
	user := c.as("somebody", "")
	for _, x := range []struct {
		c              *client
		action, want   string
		service, pairs string
	}{
		{c, "add", "PROPERTY_VALIDATION_CANNOT_BE_NULL", "conversionProfile", "conversionProfile[name]="},
		{c, "add", "FLAVOR_PARAMS_ID_NOT_FOUND", "conversionProfile",
			"conversionProfile[name]=a&conversionProfile[flavorParamsIds]=0,77"},
		{c, "get", "CONVERSION_PROFILE_ID_NOT_FOUND", "conversionProfile", "id=99"},
		{c, "update", "CONVERSION_PROFILE_ID_NOT_FOUND", "conversionProfile", "id=1&conversionProfile[name]=b"},
		{c, "delete", "CANNOT_DELETE_DEFAULT_CONVERSION_PROFILE", "conversionProfile", "id=" + id},
		{c, "delete", "CANNOT_DELETE_DEFAULT_CONVERSION_PROFILE", "conversionProfile", "id=1"},
		{user, "delete", "SERVICE_FORBIDDEN", "conversionProfile", "id=" + id},
		{user, "add", "SERVICE_FORBIDDEN", "conversionProfile", "conversionProfile[name]=c"},
		{c, "add", "CONVERSION_PROFILE_ID_NOT_FOUND", "media",
			"entry[mediaType]=1&entry[conversionProfileId]=99"},
	} {
		v, _ := url.ParseQuery(x.pairs)
		if got := x.c.call(x.service, x.action, v); got.str("code") != x.want {
			t.Errorf("%s.%s %s: %v, want %s", x.service, x.action, x.pairs, got, x.want)
		}
	}
	c.ok("conversionProfile", "setAsDefault", form("id", "1"))
	c.call("conversionProfile", "delete", form("id", id))
	c.call("conversionProfile", "get", form("id", id)).failed(t, "a deleted one",
		"CONVERSION_PROFILE_ID_NOT_FOUND")
}
