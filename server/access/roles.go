package access

import (
	"strings"

	"diptych/server/ks"
)

// The action sets of the contract's own roles (reference: backend-api §2.8), as
// far as the server has the actions. "*" stands for all of a service.
var roles = map[string]string{
	"PLAYBACK_BASE_ROLE": `baseentry.get baseentry.getbyids baseentry.list baseentry.listbyreferenceid
		baseentry.getcontextdata baseentry.getplaybackcontext baseentry.flag flavorasset.list flavorasset.geturl
		flavorasset.getbyentryid flavorasset.getwebplayablebyentryid captionasset.list captionasset.geturl
		cuepoint.list cuepoint.add cuepoint.update annotation.add annotation.update metadata.list metadata.add
		metadataprofile.list playlist.get playlist.execute quiz.get quiz.geturl quiz.serve userentry.add
		userentry.get userentry.list userentry.update userentry.submitquiz livestream.islive
		livestream.getdetails livestream.getlivestreamstats thumbasset.geturl uiconf.get widget.get
		session.startwidgetsession interactivity.get`,
	"WIDGET_SESSION_ROLE": `baseentry.get baseentry.getbyids baseentry.list baseentry.listbyreferenceid
		baseentry.count baseentry.getcontextdata baseentry.getplaybackcontext baseentry.getremotepaths
		baseentry.anonymousrank media.get media.list media.count media.getvolumemap flavorasset.list
		flavorasset.getbyentryid flavorasset.geturl flavorasset.getwebplayablebyentryid thumbasset.get
		thumbasset.list thumbasset.getbyentryid thumbasset.geturl captionasset.list captionasset.geturl
		cuepoint.list cuepoint.count cuepoint.get cuepoint.add cuepoint.update cuepoint.clone annotation.get
		annotation.list annotation.add metadata.get metadata.list metadataprofile.get metadataprofile.list
		playlist.get playlist.list playlist.execute quiz.get quiz.geturl userentry.add userentry.list
		userentry.submitquiz user.get uiconf.get uiconf.list widget.add widget.get livestream.get
		livestream.list apptoken.startsession`,
	"BASE_USER_SESSION_ROLE": `baseentry.* media.* uploadtoken.* cuepoint.* annotation.* flavorasset.list
		flavorasset.get flavorasset.getbyentryid flavorasset.geturl flavorasset.getwebplayablebyentryid
		thumbasset.* captionasset.get captionasset.list captionasset.geturl metadata.get metadata.list
		playlist.* quiz.* userentry.* user.get uiconf.get uiconf.list widget.get flavorparams.*
		conversionprofile.get conversionprofile.list conversionprofile.getdefault
		conversionprofileassetparams.list session.get session.end`,
	"PARTNER_ADMIN_ROLE": "*",
}

// open are the actions that every session has whatever its role.
const open = `session.start session.startwidgetsession session.end system.* uiconf.get widget.get
	playlist.execute baseentry.flag media.flag livestream.islive thumbasset.serve thumbasset.servebyentryid
	captionasset.serve captionasset.servewebvtt captionasset.serveasjson captionasset.servebyentryid`

func knownRole(name string) bool { return roles[name] != "" }

// roleAllows tells whether the roles that a session is narrowed to have an action.
func roleAllows(p ks.Privileges, service, action string) bool {
	for _, name := range []string{"setrole", "restrictingrole"} {
		if role, named := p[name]; named && !contains(roles[role], service, action) &&
			!contains(open, service, action) {
			return false
		}
	}
	return true
}

// contains looks for an action in a set; plugin services are named without
// their plugin.
func contains(set, service, action string) bool {
	service, action = strings.ToLower(service), strings.ToLower(action)
	if _, plain, ok := strings.Cut(service, "_"); ok {
		service = plain
	}
	for _, one := range strings.Fields(set) {
		if one == "*" || one == service+"."+action || one == service+".*" {
			return true
		}
	}
	return false
}
